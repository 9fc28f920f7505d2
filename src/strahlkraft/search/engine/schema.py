"""The fields of the index and the version of everything that shapes it."""

import hashlib
from functools import lru_cache
from pathlib import Path

import tantivy

from strahlkraft.search import analysis

SCHEMA_VERSION = 2
SORT_SLOTS = 8  # different names of ``Document.sort`` one index can order by
FACETS = "facets"
TERMS = "terms"  # weighted by repetition: a term of the title stands there several times
VOCABULARY = "vocabulary"  # folded words and parts of words, for spelling
DISPLAY = "display"  # folded word, SEPARATOR, the word as written, for suggestions
TITLES = "titles"  # folded title from each of its words on, SEPARATOR, the title as written
EXACT = "exact"  # folded title, other names, search words, each as a whole
SEPARATOR = "\x1f"
META_KEY = "\x00meta"  # the document that says how far the index has come


def build_schema() -> tantivy.Schema:
    """The schema; a change asks for a new SCHEMA_VERSION."""
    builder = tantivy.SchemaBuilder()
    for name in ("id", "kind", "collection", "live", VOCABULARY, DISPLAY, TITLES, EXACT):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(TERMS, tokenizer_name="whitespace", index_option="freq")
    builder.add_json_field(FACETS, fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("title_length", "extra_length", "body_length", "sequence"):
        builder.add_unsigned_field(name, fast=True)
    for slot in range(SORT_SLOTS):
        builder.add_float_field(f"sort{slot}", fast=True)
    builder.add_text_field("stored", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("words", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("vector", stored=True)
    return builder.build()


@lru_cache(maxsize=1)
def analyser_version() -> str:
    """Changes whenever a file of the analysis or of the engine's preparation changes: the index is then rebuilt."""
    digest = hashlib.blake2b(f"{SCHEMA_VERSION}".encode(), digest_size=12)
    folder = Path(analysis.__file__).parent
    here = Path(__file__).parent
    files = [file for file in folder.iterdir() if file.suffix in {".py", ".bin"}]
    for file in [*sorted(files), here / "schema.py", here / "preparing.py", here / "vector.py"]:
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()
