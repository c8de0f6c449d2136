using System.Text;
using HwAgent.Core.Models;

namespace HwAgent.Models.Tensors;

/// <summary>Names as they come from a file: short, valid UTF-8, fit to be printed.</summary>
internal static class TensorName
{
    /// <summary>Bytes. The longest names of published models have about 100.</summary>
    public const int Longest = 512;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="InvalidModelException">Too long, no UTF-8, or with control characters.</exception>
    public static string Decode(ReadOnlySpan<byte> utf8, string file, string field)
    {
        if (utf8.Length > Longest) throw new InvalidModelException(file, field, $"a name of {utf8.Length} bytes; {Longest} are allowed", "fetch the file again");
        try
        {
            return Check(Strict.GetString(utf8), file, field);
        }
        catch (ArgumentException)
        {
            throw new InvalidModelException(file, field, "a name is not valid UTF-8", "fetch the file again");
        }
    }

    /// <exception cref="InvalidModelException">With control characters, which would reach the terminal.</exception>
    public static string Check(string name, string file, string field)
    {
        foreach (var letter in name)
            if (char.IsControl(letter)) throw new InvalidModelException(file, field, "a name holds control characters", "fetch the file again");
        return name;
    }
}
