"""Tools behind the words of the Makefile; none is part of the product."""
