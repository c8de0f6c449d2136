using HwAgent.Core.Compression;
using HwAgent.Core.Reference;

namespace HwAgent.Core.Tests.Compression;

public sealed class LossMeterTests
{
    private static readonly ReferenceDecoder Teacher = new(RandomModels.Decoder(seed: 1));
    private static readonly IReadOnlyList<TokenSequence> Sequences = RandomModels.Sequences(3, 12, 9);

    [Fact]
    public void Measure_Teacher_HasNoDivergence()
    {
        var meter = new LossMeter(Teacher, Sequences);
        Assert.Equal(meter.Teacher, meter.Measure(Teacher));
        Assert.Equal(0, meter.Teacher.Divergence);
    }

    /// <summary>One token at a time, with the definitions of softmax, likelihood and divergence in double.</summary>
    [Fact]
    public void Measure_OtherModel_GivesLikelihoodAndDivergenceByDefinition()
    {
        var student = new ReferenceDecoder(RandomModels.Decoder(seed: 2));
        double nll = 0, divergence = 0;
        var count = 0;
        foreach (var sequence in Sequences)
        {
            using var teacherSession = Teacher.Start(12);
            using var studentSession = student.Start(12);
            for (var i = 0; i + 1 < sequence.Tokens.Count; i++, count++)
            {
                var (p, q) = (Softmax(teacherSession, sequence.Tokens[i]), Softmax(studentSession, sequence.Tokens[i]));
                nll -= Math.Log(q[sequence.Tokens[i + 1]]);
                divergence += p.Zip(q, (a, b) => a * Math.Log(a / b)).Sum();
            }
        }

        var found = new LossMeter(Teacher, Sequences).Measure(student);
        Assert.Equal(nll / count, found.NegativeLogLikelihood, 1e-5);
        Assert.Equal(divergence / count, found.Divergence, 1e-5);
        Assert.Equal(Math.Exp(found.NegativeLogLikelihood), found.Perplexity, 1e-12);
    }

    /// <summary>Rows in place of image tokens shift positions and are seen by the text, but nothing is predicted on them.</summary>
    [Fact]
    public void Measure_ImageRows_AreContextOnly()
    {
        var rows = RandomModels.CorrelatedRows(5, Teacher.HiddenSize, 3);
        var found = new LossMeter(Teacher, [new TokenSequence([1, 2, 3], rows)]).Teacher;
        using var session = Teacher.Start(8);
        session.AppendEmbeddings(rows);
        var expected = -Math.Log(Softmax(session, 1)[2]) - Math.Log(Softmax(session, 2)[3]);
        Assert.Equal(expected / 2, found.NegativeLogLikelihood, 1e-5);
    }

    [Fact]
    public void Constructor_SequenceOfOneToken_Throws() => Assert.Throws<ArgumentException>(() => new LossMeter(Teacher, [new TokenSequence([1])]));

    private static double[] Softmax(HwAgent.Core.Models.ILanguageSession session, int token)
    {
        var logits = new float[64];
        session.Append([token], logits);
        var powers = logits.Select(logit => Math.Exp(logit)).ToArray();
        return [.. powers.Select(power => power / powers.Sum())];
    }
}
