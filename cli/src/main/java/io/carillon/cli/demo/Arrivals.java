package io.carillon.cli.demo;

import io.carillon.localstack.basket.Contact;
import io.carillon.localstack.smtp.Mail;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What really arrived, as the receiving ends tell it. Immutable.
 *
 * @param mails at the SMTP sink
 * @param contacts at the Basket sandbox
 * @param inboxes ids of the entries in the inbox of each member
 */
record Arrivals(List<Mail> mails, List<Contact> contacts, Map<String, Set<String>> inboxes) {}
