${voucherName!"Un membre"} s’est porté garant pour vous. Tout ce qui est ouvert aux membres validés l’est désormais pour vous.
