"""A server that speaks like S3, started by the tests on a free port of this machine, with one bucket in it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import boto3

from tests.databases import free_port

NAME = "pictures"
KEYS = {"AWS_ACCESS_KEY_ID": "tests", "AWS_SECRET_ACCESS_KEY": "tests", "AWS_DEFAULT_REGION": "us-east-1"}


@contextmanager
def running_bucket() -> Iterator[tuple[str, Any]]:
    """A new server, gone with all it holds at the end: its address, and a client that goes past the site.

    Fails where the server does not start: a test that was not run proves nothing.
    """
    port = str(free_port())
    command = (sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", port)
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(process, address)
            owner = owner_of(address)
            owner.create_bucket(Bucket=NAME)
            yield address, owner
        finally:
            process.kill()


def wait_for(process: "subprocess.Popen[bytes]", address: str) -> None:
    while process.poll() is None:
        try:
            urlopen(f"{address}/moto-api/").close()
        except URLError:
            continue
        return
    raise RuntimeError("The server in the place of S3 does not start. Install it with: make lint")


def owner_of(address: str) -> Any:
    names = ("aws_access_key_id", "aws_secret_access_key", "region_name")
    return boto3.client("s3", endpoint_url=address, **dict(zip(names, KEYS.values(), strict=True)))
