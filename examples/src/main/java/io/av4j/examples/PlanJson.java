package io.av4j.examples;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import io.av4j.codec.RateControl;
import io.av4j.push.plan.PushChange;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.plan.PushSource;
import io.av4j.push.plan.PushUrl;
import java.lang.reflect.RecordComponent;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Plans and changes as JSON and back, each equal to what it was.
 *
 * <p>The JSON holds every secret that the plan does. Keys that are not known are refused, and so is
 * the lack of any but those that may be null.
 */
final class PlanJson {
  private static final ObjectMapper MAPPER = mapper();

  private PlanJson() {}

  /** Which of several a value is stands in its {@code type}. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  private interface Typed {}

  /** Only what may be null may be missing. */
  private static final class Required extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
      if (member instanceof AnnotatedParameter parameter && member.getDeclaringClass().isRecord()) {
        RecordComponent component =
            member.getDeclaringClass().getRecordComponents()[parameter.getIndex()];
        return !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
      }
      return super.hasRequiredMarker(member);
    }
  }

  private static ObjectMapper mapper() {
    JsonMapper.Builder builder =
        JsonMapper.builder()
            .annotationIntrospector(new Required())
            .addModule(new PlanScalars())
            .visibility(PropertyAccessor.ALL, Visibility.NONE)
            .visibility(PropertyAccessor.FIELD, Visibility.ANY)
            .visibility(PropertyAccessor.CREATOR, Visibility.ANY)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(
                DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(SerializationFeature.INDENT_OUTPUT);
    for (Class<?> kind :
        new Class<?>[] {PushSource.class, PushUrl.class, RateControl.class, PushChange.class}) {
      builder.addMixIn(kind, Typed.class);
      records(kind).forEach(each -> builder.registerSubtypes(new NamedType(each, name(each))));
    }
    return builder.build();
  }

  /** All that the value can be, of what can be written. */
  private static Stream<Class<?>> records(Class<?> kind) {
    if (kind.isRecord()) {
      return PlanScalars.isOfAProgram(kind) ? Stream.empty() : Stream.of(kind);
    }
    return Stream.of(kind.getPermittedSubclasses()).flatMap(PlanJson::records);
  }

  /** {@code cappedQuality} of {@code CappedQuality}. */
  private static String name(Class<?> kind) {
    String name = kind.getSimpleName();
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  /**
   * The plan as JSON, with its secrets.
   *
   * @throws IllegalArgumentException if a part of it is a program and no data
   */
  static String write(PushPlan plan) {
    return text(plan);
  }

  /**
   * The change as JSON, with its secrets.
   *
   * @throws IllegalArgumentException if a part of it is a program and no data
   */
  static String write(PushChange change) {
    return text(change);
  }

  /**
   * The plan that the JSON says.
   *
   * @throws IllegalArgumentException if it says none; the message says where
   */
  static PushPlan plan(String json) {
    return value(json, PushPlan.class);
  }

  /**
   * The change that the JSON says.
   *
   * @throws IllegalArgumentException if it says none; the message says where
   */
  static PushChange change(String json) {
    return value(json, PushChange.class);
  }

  private static String text(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw wrong("not to be written as JSON", e);
    }
  }

  private static <T> T value(String json, Class<T> type) {
    try {
      T value = MAPPER.readValue(json, type);
      if (value == null) {
        throw new IllegalArgumentException("null is no " + type.getSimpleName());
      }
      return value;
    } catch (JsonProcessingException e) {
      throw wrong("not a " + type.getSimpleName(), e);
    }
  }

  private static IllegalArgumentException wrong(String what, JsonProcessingException e) {
    StringBuilder text = new StringBuilder(what);
    if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      text.append(", at ").append(path(mapping));
    }
    JsonLocation location = e.getLocation();
    if (location != null) {
      text.append(", line ").append(location.getLineNr());
    }
    return new IllegalArgumentException(
        text.append(": ").append(e.getOriginalMessage()).toString(), e);
  }

  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(
            step ->
                step.getFieldName() != null
                    ? "." + step.getFieldName()
                    : "[" + step.getIndex() + "]")
        .collect(Collectors.joining())
        .replaceFirst("^\\.", "");
  }
}
