"""Where a column of one kind of thing means something else in the trail than in the lines about others: LABELS and VALUES."""

from collections.abc import Mapping
from types import ModuleType

from strahlkraft.office import news_words, newsletter_words, page_words, result_words

OF: Mapping[str, ModuleType] = {
    "article_desk": news_words,
    "issue_desk": newsletter_words,
    "comparison_desk": result_words,
    "project_results_desk": result_words,
    "region_results_desk": result_words,
    "municipality_results_desk": result_words,
    "page_desk": page_words,
    "page_menu": page_words,
}
"""By kind of label."""
