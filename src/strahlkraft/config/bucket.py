"""Files in a private bucket behind an S3 API; only with the extra ``s3`` (decision 18)."""

from storages.backends.s3 import S3Storage


class Bucket(S3Storage):  # type: ignore[misc]  # the library has no types
    """Nothing is public and nothing is overwritten: views check who asks, read the file and hand it on.

    A "folder" is there as soon as a file is in it, as it is on a disk.
    """

    def __init__(self, **options: object) -> None:
        super().__init__(
            default_acl="private",
            querystring_auth=True,
            file_overwrite=False,
            addressing_style="path",
            signature_version="s3v4",
            max_memory_size=2 * 1024 * 1024,  # longer files are read through a temporary file
            **options,
        )

    def exists(self, name: str) -> bool:
        """Whether there is a file of that name, or below it."""
        return super().exists(name) or any(self.listdir(name))
