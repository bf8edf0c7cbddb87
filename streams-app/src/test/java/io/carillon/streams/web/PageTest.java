package io.carillon.streams.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.streams.web.ApiException.FieldError;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PageTest {
  private static final List<Integer> FIFTY = IntStream.rangeClosed(1, 50).boxed().toList();

  @Test
  void aPageHasTwentyElementsUnlessAskedOtherwise() {
    assertThat(Page.of(Map.of()).of(FIFTY)).hasSize(20).startsWith(1);
    assertThat(page("3", "20").of(FIFTY)).hasSize(10).endsWith(50);
    assertThat(page("4", "20").of(FIFTY)).isEmpty();
    assertThat(page("9999999", "100").of(FIFTY)).isEmpty();
  }

  @Test
  void linksLeadToThePagesThatThereAre() {
    Page.Links first = page("1", "20").links("/x", 50);
    Page.Links last = page("3", "20").links("/x", 50);
    Page.Links behind = page("9", "20").links("/x", 50);

    assertThat(first.prev()).isNull();
    assertThat(first.next()).isEqualTo("/x?page%5Bnumber%5D=2&page%5Bsize%5D=20");
    assertThat(first.last()).isEqualTo(last.self());
    assertThat(last.next()).isNull();
    assertThat(behind.prev()).isEqualTo(last.self());
    assertThat(page("1", "20").links("/x", 0).last()).isEqualTo(first.self());
    assertThat(page("2", "20").links("/x", 40).next()).as("the last page is full").isNull();
    assertThat(page("2", "20").links("/x", 50).prev()).isEqualTo(first.self());
  }

  @Test
  void wrongParametersAreNamedAllAtOnce() {
    ApiException refused =
        catchThrowableOfType(
            ApiException.class,
            () ->
                Page.of(
                    Map.of(
                        "page[size]", List.of("101"),
                        "page[number]", List.of("0"),
                        "filter[is-read]", List.of("yes"),
                        "sort", List.of("title"))));
    ApiException twice =
        catchThrowableOfType(
            ApiException.class, () -> Page.of(Map.of("page[size]", List.of("5", "6"))));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.errors())
        .containsExactlyInAnyOrder(
            new FieldError("page[size]", "must be a whole number from 1 to 100"),
            new FieldError("page[number]", "must be a whole number of 1 or more"),
            new FieldError("filter[is-read]", "must be true or false"),
            new FieldError("sort", "is not known here"));
    assertThat(twice.errors()).containsExactly(new FieldError("page[size]", "must be given once"));
    assertThat(JsonApi.errors(refused).errors())
        .allSatisfy(mistake -> assertThat(mistake.status()).isEqualTo("400"))
        .extracting(mistake -> mistake.source())
        .contains(new JsonApi.Source("page[size]"));
  }

  private static Page page(String number, String size) {
    return Page.of(Map.of("page[number]", List.of(number), "page[size]", List.of(size)));
  }
}
