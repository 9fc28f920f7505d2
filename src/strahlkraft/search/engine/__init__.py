"""The index and its ranking: pure Python over tantivy, no Django; one engine for the site and for the evaluation."""
