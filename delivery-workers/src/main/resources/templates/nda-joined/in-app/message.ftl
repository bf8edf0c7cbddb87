You are a full member of the NDA group. What you hear there is not public yet: please keep it to yourself.
