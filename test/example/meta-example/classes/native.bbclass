# Variants that run on the build machine.
CLASSOVERRIDE = "class-native"
prefix = "${TMPDIR}/sysroots/native/usr"
