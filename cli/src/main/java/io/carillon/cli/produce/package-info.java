/** Sends JSON lines as Avro records. */
@NullMarked
package io.carillon.cli.produce;

import org.jspecify.annotations.NullMarked;
