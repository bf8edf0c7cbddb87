/** The in-app channel: puts entries into members' inboxes, which are a topic of ours. */
@NullMarked
package io.carillon.delivery.inapp;

import org.jspecify.annotations.NullMarked;
