import { defineSettings } from 'tiny-django/conf'
import {
  CommonMiddleware,
  CsrfViewMiddleware,
  SecurityMiddleware,
  XFrameOptionsMiddleware,
} from 'tiny-django/middleware'

export default defineSettings({
  SECRET_KEY: 'a-key-that-everybody-can-read-in-an-example',
  DEBUG: true,
  MIDDLEWARE: [SecurityMiddleware, CommonMiddleware, CsrfViewMiddleware, XFrameOptionsMiddleware],
})
