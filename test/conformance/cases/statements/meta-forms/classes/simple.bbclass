ORDER .= " simple ${@os.path.basename(d.getVar('FILE'))}"
