/** What mails look like, and what becomes of them. */
@NullMarked
package io.carillon.delivery.email;

import org.jspecify.annotations.NullMarked;
