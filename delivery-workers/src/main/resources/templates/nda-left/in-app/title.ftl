You are no longer in the NDA group
