"""Articles, pictures, newsletter, editable pages, what citizens read of results."""
