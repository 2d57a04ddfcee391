"""Downloads a channel's index and its packages as pixi does, and prints the name of each package and a
file that was in it: download.py CHANNEL"""

import asyncio
import os
import sys
import tempfile
import traceback
from pathlib import Path

from rattler import Channel, Subdir
from rattler.networking import AuthenticationMiddleware, Client, fetch_repo_data
from rattler.package_streaming import download_and_extract


async def main(channel):
    client = Client([AuthenticationMiddleware()])
    with tempfile.TemporaryDirectory() as place:
        indexes = await fetch_repo_data(
            channels=[Channel(channel)], platforms=[Subdir("noarch")],
            cache_path=Path(place, "index"), callback=None, client=client)
        records = [
            record for index in indexes for name in index.package_names()
            for record in index.load_records(name)]
        for record in records:
            folder = Path(place, record.file_name)
            await download_and_extract(client, record.url, folder, record.sha256)
            text = Path(folder, "share", f"{record.name.normalized}.txt").read_text()
            print(f"{record.file_name}: {text.strip()}", flush=True)


try:
    asyncio.run(main(sys.argv[1]))
except BaseException:
    traceback.print_exc()
    os._exit(1)
# It now and then crashes on the way out.
os._exit(0)
