Sie gehören jetzt zur NDA-Gruppe
