import { defineSettings } from 'tiny-django/conf'
import {
  CommonMiddleware,
  CsrfViewMiddleware,
  SecurityMiddleware,
  XFrameOptionsMiddleware,
} from 'tiny-django/middleware'

export default defineSettings({
  // SECURITY WARNING: keep the secret key used in production secret!
  SECRET_KEY: '{{ secretKey }}',

  // SECURITY WARNING: don't run with debug turned on in production!
  DEBUG: true,

  ALLOWED_HOSTS: [],

  MIDDLEWARE: [SecurityMiddleware, CommonMiddleware, CsrfViewMiddleware, XFrameOptionsMiddleware],
})
