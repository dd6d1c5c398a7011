FILESEXTRAPATHS:prepend := "${THISDIR}/../data:"
