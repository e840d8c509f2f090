"""Counts what feedparser finds in the feeds that the ignored test
`writes_the_corrupted_feeds` left in a directory, as a table for `feeds.rs`.

    python count.py DIRECTORY > feedparser.tsv
"""

import pathlib
import sys

import feedparser

directory = pathlib.Path(sys.argv[1])
print("# feed\tkind\titems\ttitles\tlinks\tdates\tby feedparser " + feedparser.__version__)
for line in (directory / "index.tsv").read_text().splitlines():
    feed, kind, content_type = line.split("\t")
    headers = {
        "content-type": content_type,
        "content-location": "https://feeds.example/" + feed,
    }
    body = (directory / feed / kind).read_bytes()
    try:
        entries = feedparser.parse(body, response_headers=headers).entries
    except Exception:  # It has faults of its own: then it found nothing.
        entries = []
    titles = sum(1 for entry in entries if entry.get("title", "").strip())
    links = sum(1 for entry in entries if entry.get("link", "").startswith("http"))
    dates = sum(1 for entry in entries if entry.get("published_parsed") or entry.get("updated_parsed"))
    print(feed, kind, len(entries), titles, links, dates, sep="\t")
