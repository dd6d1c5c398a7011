# Overrides that never settle.
MOREOVERRIDES = ":${FLIP}"
FLIP = "flop"
FLIP:flop = "flip"
inherit shown
SHOWN = "FLIP"
X:flop = "1"
