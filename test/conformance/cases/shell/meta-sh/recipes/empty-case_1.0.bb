do_x() {
    case x in esac
}
addtask x
