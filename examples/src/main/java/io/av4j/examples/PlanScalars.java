package io.av4j.examples;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.av4j.push.plan.PushSource;
import io.av4j.push.plan.PushUrl;
import io.av4j.time.Rational;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.function.Function;

/** The parts of a plan that are one text each, and those that are no data at all. */
final class PlanScalars extends SimpleModule {
  private static final long serialVersionUID = 1;

  PlanScalars() {
    // Path's own is a URL, and would make relative paths absolute.
    text(Path.class, Path::of);
    text(Duration.class, PlanScalars::duration);
    text(Rational.class, Rational::parse);
    refuse(PushSource.Drawn.class, "frames that a program draws");
    refuse(PushUrl.Asked.class, "a URL that a program is asked for");
  }

  /** Whether it cannot be written. */
  static boolean isOfAProgram(Class<?> part) {
    return part == PushSource.Drawn.class || part == PushUrl.Asked.class;
  }

  private static Duration duration(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("a duration is written as PT2.5S", e);
    }
  }

  private <T> void text(Class<T> type, Function<String, T> parse) {
    addSerializer(type, ToStringSerializer.instance);
    addDeserializer(type, new Text<>(type, parse));
  }

  private <T> void refuse(Class<T> type, String what) {
    addSerializer(type, new Refused<>(type, what));
  }

  private static final class Text<T> extends StdScalarDeserializer<T> {
    private static final long serialVersionUID = 1;

    private final transient Function<String, T> parse;

    Text(Class<T> type, Function<String, T> parse) {
      super(type);
      this.parse = parse;
    }

    @Override
    public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
      if (!in.hasToken(JsonToken.VALUE_STRING)) {
        throw MismatchedInputException.from(in, handledType(), "this is to be a text");
      }
      String text = in.getText();
      try {
        return parse.apply(text);
      } catch (IllegalArgumentException e) {
        throw context.weirdStringException(text, handledType(), e.getMessage());
      }
    }
  }

  private static final class Refused<T> extends StdSerializer<T> {
    private static final long serialVersionUID = 1;

    private final String what;

    Refused(Class<T> type, String what) {
      super(type);
      this.what = what;
    }

    @Override
    public void serialize(T value, JsonGenerator out, SerializerProvider provider)
        throws JsonMappingException {
      throw JsonMappingException.from(out, what + " is nothing that could be kept");
    }

    @Override
    public void serializeWithType(
        T value, JsonGenerator out, SerializerProvider provider, TypeSerializer type)
        throws JsonMappingException {
      serialize(value, out, provider);
    }
  }
}
