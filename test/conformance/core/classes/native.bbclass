# A variant that is built for the machine it is built on.
CLASSOVERRIDE = "class-native"
DEPENDS:remove = "target-only"

python native_names () {
    d.setVar("DEPENDS", " ".join(
        word if word.endswith("-native") else word + "-native" for word in (d.getVar("DEPENDS") or "").split()))
}
addhandler native_names
native_names[eventmask] = "bb.event.RecipePreFinalise"

do_compile:append:class-native() {
    strip ${BPN}
}
