import os

from django.core.wsgi import get_wsgi_application

from clinic_site.checks import refuse_unsafe_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")
application = get_wsgi_application()
refuse_unsafe_start()
