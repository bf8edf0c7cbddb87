<#if voucherName??>${voucherName} has vouched for you.<#else>Somebody has vouched for you.</#if> Welcome to everything that is open to vouched members.
