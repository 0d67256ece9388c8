/** Django is somehow improperly configured. Django: `django.core.exceptions.ImproperlyConfigured`. */
export class ImproperlyConfigured extends Error {
  override readonly name = 'ImproperlyConfigured'
}
