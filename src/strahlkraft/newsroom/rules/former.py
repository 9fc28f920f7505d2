"""Former addresses: how one may be spelt, and which targets are our own; pure."""

LONGEST = 500


def spellings(path: str, query: str = "") -> list[str]:
    """The ways a former address may have been kept, the most exact one first; none for what no address of ours can be."""
    if not path.startswith("/") or "\0" in path + query:
        return []
    bare = path.rstrip("/") or "/"
    if bare == "/":  # our own first page, unless it is asked for something we know nothing of
        return [f"/?{query}"] if query and len(query) < LONGEST - 1 else []
    names = [f"{path}?{query}", path, bare, f"{bare}/"] if query else [path, bare, f"{bare}/"]
    return [name for name in dict.fromkeys(names) if len(name) <= LONGEST]


def is_ours(target: str) -> bool:
    """Whether a target stays on this site: a path, nothing a browser could take for another host."""
    if not target.startswith("/") or "//" in target.partition("?")[0]:  # behind a prefix of language too
        return False
    return all(sign.isprintable() for sign in target) and "\\" not in target
