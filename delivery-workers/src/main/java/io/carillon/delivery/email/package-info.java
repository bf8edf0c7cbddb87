/**
 * Mail over SMTP: builds a message that is the same on every attempt, hands it to a relay, and says
 * exactly what came of it. {@link io.carillon.delivery.email.EmailChannel} is the way in.
 */
@NullMarked
package io.carillon.delivery.email;

import org.jspecify.annotations.NullMarked;
