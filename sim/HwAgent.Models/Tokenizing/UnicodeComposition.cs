using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace HwAgent.Models.Tokenizing;

/// <summary>
/// Unicode normalisation form C (Unicode Standard Annex 15), which Qwen2's tokenizer asks for. Ours, because .NET normalises by ICU, which
/// this product does without (invariant globalisation: the same text gives the same tokens on every machine).
/// </summary>
internal static class UnicodeComposition
{
    private const int HangulSyllables = 0xAC00, HangulLeading = 0x1100, HangulVowels = 0x1161, HangulTrailing = 0x11A7;
    private const int VowelCount = 21, TrailingCount = 28, SyllableCount = 19 * VowelCount * TrailingCount;

    /// <summary>Below it every character is its own normal form and combines with nothing.</summary>
    private const char FirstCombining = '\u0300';

    private static readonly Lazy<Tables> Data = new(Read);

    /// <param name="text">Valid UTF-16.</param>
    public static string Compose(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange(FirstCombining, '\uFFFF')) return text;
        var data = Data.Value;
        var characters = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes()) Decompose(rune.Value, data, characters);
        Order(characters, data);
        Compose(characters, data);
        var result = new StringBuilder(text.Length);
        foreach (var character in characters) result.Append(new Rune(character).ToString());
        return result.ToString();
    }

    private static void Decompose(int character, Tables data, List<int> output)
    {
        var syllable = character - HangulSyllables;
        if ((uint)syllable < SyllableCount)
        {
            output.Add(HangulLeading + syllable / (VowelCount * TrailingCount));
            output.Add(HangulVowels + syllable / TrailingCount % VowelCount);
            if (syllable % TrailingCount != 0) output.Add(HangulTrailing + syllable % TrailingCount);
        }
        else if (data.Decompositions.TryGetValue(character, out var parts))
        {
            foreach (var part in parts) Decompose(part, data, output);
        }
        else
        {
            output.Add(character);
        }
    }

    /// <summary>Sorts runs of combining characters by class, keeping the order of equals.</summary>
    private static void Order(List<int> characters, Tables data)
    {
        for (var start = 0; start < characters.Count; start++)
        {
            if (data.ClassOf(characters[start]) == 0) continue;
            var end = start + 1;
            while (end < characters.Count && data.ClassOf(characters[end]) != 0) end++;
            var sorted = characters.GetRange(start, end - start).OrderBy(data.ClassOf).ToArray();
            for (var i = 0; i < sorted.Length; i++) characters[start + i] = sorted[i];
            start = end;
        }
    }

    /// <summary>Joins each combining character with the last starter, unless one of the same or a higher class stands between.</summary>
    private static void Compose(List<int> characters, Tables data)
    {
        var (starter, count, lastClass) = (-1, 0, 0);
        for (var i = 0; i < characters.Count; i++)
        {
            var character = characters[i];
            var combiningClass = data.ClassOf(character);
            var isBlocked = starter < 0 || (starter != count - 1 && lastClass >= combiningClass);
            if (!isBlocked && Pair(characters[starter], character, data) is { } composed)
            {
                characters[starter] = composed;
                continue;
            }

            if (combiningClass == 0) starter = count;
            lastClass = combiningClass;
            characters[count++] = character;
        }

        characters.RemoveRange(count, characters.Count - count);
    }

    private static int? Pair(int first, int second, Tables data)
    {
        if ((uint)(first - HangulLeading) < 19 && (uint)(second - HangulVowels) < VowelCount)
            return HangulSyllables + ((first - HangulLeading) * VowelCount + (second - HangulVowels)) * TrailingCount;
        var syllable = first - HangulSyllables;
        if ((uint)syllable < SyllableCount && syllable % TrailingCount == 0 && (uint)(second - HangulTrailing - 1) < TrailingCount - 1)
            return first + (second - HangulTrailing);
        return data.Compositions.TryGetValue((first, second), out var composed) ? composed : null;
    }

    private static Tables Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("HwAgent.Models.CanonicalMappings.txt")!;
        using var lines = new StreamReader(stream);
        var (classes, decompositions, compositions) = (new Dictionary<int, byte>(), new Dictionary<int, int[]>(), new Dictionary<(int, int), int>());
        while (lines.ReadLine() is { } line)
        {
            if (line[0] == '#') continue;
            var sign = line.IndexOfAny(['-', '=', '~']);
            var character = Code(line[..sign]);
            if (line[sign] == '-')
            {
                var range = line[(sign + 1)..].Split(' ');
                for (var each = character; each <= Code(range[0]); each++) classes[each] = byte.Parse(range[1], CultureInfo.InvariantCulture);
                continue;
            }

            int[] parts = [.. line[(sign + 1)..].Split(' ').Select(Code)];
            decompositions[character] = parts;
            if (line[sign] == '=') compositions[(parts[0], parts[1])] = character;
        }

        return new Tables(classes.ToFrozenDictionary(), decompositions.ToFrozenDictionary(), compositions.ToFrozenDictionary());
    }

    private static int Code(string hexadecimal) => int.Parse(hexadecimal, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private sealed record Tables(FrozenDictionary<int, byte> Classes, FrozenDictionary<int, int[]> Decompositions, FrozenDictionary<(int, int), int> Compositions)
    {
        public int ClassOf(int character) => Classes.GetValueOrDefault(character);
    }
}
