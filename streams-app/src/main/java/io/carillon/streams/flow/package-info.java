/** What all stages of the topology share: its edges, and how far it has read. */
@NullMarked
package io.carillon.streams.flow;

import org.jspecify.annotations.NullMarked;
