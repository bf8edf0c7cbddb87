/**
 * A mail server that accepts everything, keeps what it got and misbehaves on demand. {@link
 * io.carillon.localstack.smtp.SmtpSink} is the way in.
 */
@NullMarked
package io.carillon.localstack.smtp;

import org.jspecify.annotations.NullMarked;
