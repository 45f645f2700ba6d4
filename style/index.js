import './base.css';
import './forms.css';
import './output.css';
import './results.css';
import './notebook.css';
import './completion.css';
