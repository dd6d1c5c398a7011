F .= " shaped ${BBEXTENDVARIANT}"
