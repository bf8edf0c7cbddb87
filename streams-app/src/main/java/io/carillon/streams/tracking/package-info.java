/** Folds outcomes into the ledger and plans the next attempt. */
@NullMarked
package io.carillon.streams.tracking;

import org.jspecify.annotations.NullMarked;
