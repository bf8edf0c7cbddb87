/** What was decided and what became of each command. */
@NullMarked
package io.carillon.streams.ledger;

import org.jspecify.annotations.NullMarked;
