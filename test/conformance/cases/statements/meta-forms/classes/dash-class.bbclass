EXPORT_FUNCTIONS do_x
dash-class_do_x() {
    :
}
