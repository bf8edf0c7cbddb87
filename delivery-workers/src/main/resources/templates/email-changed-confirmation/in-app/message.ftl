From now on we write to <#if newEmail??>${newEmail}<#else>your new address</#if>. If you did not ask for this, please tell us at once.
