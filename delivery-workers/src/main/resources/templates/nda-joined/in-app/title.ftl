You are now in the NDA group
