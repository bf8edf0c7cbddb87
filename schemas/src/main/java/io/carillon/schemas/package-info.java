/**
 * The contract between Carillon and the world: which topics there are, what is in them, and how a
 * record becomes bytes. The records themselves are generated from {@code src/main/avro} into {@code
 * io.carillon.avro}.
 */
@NullMarked
package io.carillon.schemas;

import org.jspecify.annotations.NullMarked;
