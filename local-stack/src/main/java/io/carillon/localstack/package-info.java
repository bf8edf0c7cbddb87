/**
 * The services that Carillon talks to, run on this machine: a Kafka broker and a schema registry as
 * child processes, an SMTP sink and a Basket sandbox inside this JVM. {@link
 * io.carillon.localstack.LocalStack} is the way in. Knows nothing of Carillon's own applications.
 */
@NullMarked
package io.carillon.localstack;

import org.jspecify.annotations.NullMarked;
