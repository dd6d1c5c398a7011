SUMMARY = "`LAYERDIR` used by a class through the layer's configuration"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

inherit leaks-data
