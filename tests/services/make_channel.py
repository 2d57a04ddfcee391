"""Makes a conda channel with one small package: make_channel.py DIR"""

import hashlib
import io
import json
import sys
import tarfile
from pathlib import Path

NAME, VERSION, BUILD = "hello", "1.0", "0"
FILE = f"{NAME}-{VERSION}-{BUILD}.tar.bz2"
TEXT = b"hello\n"
INDEX = {
    "name": NAME, "version": VERSION, "build": BUILD, "build_number": 0,
    "depends": [], "subdir": "noarch", "noarch": "generic",
}


def package():
    path = f"share/{NAME}.txt"
    digest = hashlib.sha256(TEXT).hexdigest()
    entry = {"_path": path, "path_type": "hardlink", "sha256": digest, "size_in_bytes": len(TEXT)}
    members = {
        "info/files": f"{path}\n".encode(),
        "info/index.json": json.dumps(INDEX).encode(),
        "info/paths.json": json.dumps({"paths_version": 1, "paths": [entry]}).encode(),
        path: TEXT,
    }
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:bz2") as tar:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return out.getvalue()


def main(channel):
    data = package()
    record = {
        **INDEX, "size": len(data),
        "md5": hashlib.md5(data).hexdigest(), "sha256": hashlib.sha256(data).hexdigest(),
    }
    for subdir, packages in ("noarch", {FILE: record}), ("linux-64", {}):
        (channel / subdir).mkdir(parents=True)
        repodata = {
            "info": {"subdir": subdir}, "packages": packages, "packages.conda": {},
            "repodata_version": 1,
        }
        (channel / subdir / "repodata.json").write_text(json.dumps(repodata))
    (channel / "noarch" / FILE).write_bytes(data)


main(Path(sys.argv[1]))
