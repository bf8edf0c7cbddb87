package io.carillon.schemas;

import java.util.List;

/** Where the registry is and how to talk to it. */
public record RegistrySettings(List<String> urls) {}
