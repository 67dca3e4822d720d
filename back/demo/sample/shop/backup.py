"""Backups, made by whatever the shell finds."""

import os
import subprocess
import tarfile
import tempfile


def archive(folder):
    target = tempfile.mktemp(suffix=".tar")
    subprocess.run(f"tar cf {target} {folder}", shell=True)
    return target


def restore(path, folder):
    with tarfile.open(path) as archived:
        archived.extractall(folder)


def share(path):
    os.chmod(path, 0o777)
    return path


def prune(folder):
    os.system("rm -rf " + folder)
