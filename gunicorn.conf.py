"""How gunicorn runs the site. Behind a buffering proxy in production (docs/operating.md)."""

import gc
import os

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
threads = 4
preload_app = True  # one configuration error is one line, not one per worker
control_socket_disable = True
timeout = 30
graceful_timeout = 30
keepalive = 5
max_requests = 500_000  # many are answered from memory in no time; a new process begins with an empty one
max_requests_jitter = 50_000
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "")
umask = 0o077
accesslog = None  # addresses and paths of readers are not written down
errorlog = "-"
loglevel = "warning"


def post_worker_init(worker: object) -> None:
    """Send waiting mail from a thread of each worker, so that the usual set-up needs no second command."""
    from django.conf import settings  # the settings can be read only now

    from consultations import mail_queue

    if settings.MAIL_BESIDE_SERVER and mail_queue.is_configured():
        mail_queue.run_beside_server()


def pre_fork(server: object, worker: object) -> None:
    """Let the workers share the memory of what was loaded before them: the garbage collector must not write there."""
    gc.freeze()
