"""Who speaks where and when: a programme that is proven, checked and explained. Pure, usable by itself."""
