"""The running order of a stage and what a delay moves; pure.

``values`` is the order as it stands, ``deeds`` what the pad does to it and why it may not, ``undoing`` the way back,
``projection`` when everything will begin, ``countdown`` what a clock shows, ``learning`` what the day taught.
"""
