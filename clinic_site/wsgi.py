import os

from django.core.wsgi import get_wsgi_application

from clinic_site.checks import refuse_unsafe_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")
site = get_wsgi_application()

from clinic_site.page_cache import keep_pages  # noqa: E402  it reads the models, which are there only now

application = keep_pages(site)
refuse_unsafe_start()
