SUMMARY = "A function that is run by its name"
LICENSE = "MIT"

STEPS = "step_one step_two"
step_one() {
    touch one
}
step_two() {
    touch two
}
python do_steps() {
    for step in d.getVar("STEPS").split():
        bb.build.exec_func(step, d)
}
do_steps[vardeps] += "step_one step_two"
addtask steps after do_compile
