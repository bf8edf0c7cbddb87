package io.carillon.streams.web;

import io.carillon.streams.catalog.Catalog;
import io.carillon.streams.unsubscribe.UnsubscribeLinks;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What answers rest on besides records and stores.
 *
 * @param catalog the message types
 * @param links reads the links of one-click unsubscription; null if they are not served
 * @param clock the time
 * @param ids makes the ids of changes; each once
 */
public record WebContent(
    Catalog catalog, @Nullable UnsubscribeLinks links, InstantSource clock, Supplier<String> ids) {}
